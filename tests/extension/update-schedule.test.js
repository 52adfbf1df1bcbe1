import assert from "node:assert/strict";
import { test } from "node:test";

import {
  afterFailure,
  afterSuccess,
  firstCheck,
  isDue,
  UNSCHEDULED,
} from "../../extension/background/update-schedule.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 20_000 * DAY;

test("the first look comes within an hour, at a moment of chance", () => {
  assert.equal(firstCheck(NOW, () => 0).nextCheck, NOW);
  assert.equal(firstCheck(NOW, () => 0.5).nextCheck, NOW + HOUR / 2);
});

test("the next look comes a day later, give or take half of one", () => {
  assert.equal(afterSuccess(NOW, () => 0).nextCheck, NOW + DAY / 2);
  assert.equal(afterSuccess(NOW, () => 1).nextCheck, NOW + 1.5 * DAY);
});

test("failures double the wait, up to a day, and keep when the last good look was", () => {
  let schedule = afterSuccess(NOW, () => 0);
  const waits = [];
  for (let n = 0; n < 12; n++) {
    schedule = afterFailure(schedule, "unreachable", NOW, () => 0);
    waits.push(schedule.nextCheck - NOW);
  }
  assert.deepEqual(waits.slice(0, 4), [HOUR / 4, HOUR / 2, HOUR, 2 * HOUR]);
  assert.equal(waits.at(-1), DAY);
  assert.equal(schedule.checkedAt, NOW);
  assert.equal(schedule.failure, "unreachable");
  assert.equal(afterSuccess(NOW, () => 0).failures, 0);
});

test("it is due when its time has come, and when a clock that was set back would put it off for ever", () => {
  assert.equal(isDue(UNSCHEDULED, NOW), false);
  assert.equal(isDue({ failures: 0, nextCheck: NOW + 1 }, NOW), false);
  assert.equal(isDue({ failures: 0, nextCheck: NOW }, NOW), true);
  assert.equal(isDue({ failures: 0, nextCheck: NOW + 400 * DAY }, NOW), true);
});
