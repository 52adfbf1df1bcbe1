"""The page and the popup say the same sentence."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from server.catalogue.folder import read_folder
from server.languages import ENGLISH
from server.releases.rule_list import Header, build_list
from server.rules.standing import standings
from server.web.words import Words

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)

IN_JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { parseList, sourcesOf } from "./extension/rule-list/parse.js";
import { claimsOf } from "./extension/rule-list/standing.js";
import { Words } from "./extension/rule-list/words.js";
import { loadMessages } from "./extension/shared/messages.js";

const list = parseList(readFileSync(0, "utf8"));
const translate = await loadMessages("en", async (path) => JSON.parse(readFileSync(`extension${path}`, "utf8")));
const words = new Words(list, translate, "en");
const said = [];
for (const rule of list.rules.values()) {
  for (const { disclosure, standing } of claimsOf(rule, list.terms, process.argv[1])) {
    const sources = sourcesOf(rule, disclosure);
    said.push([rule.id, disclosure.id, words.headline(disclosure, standing, sources), words.attribution(sources)]);
  }
}
console.log(JSON.stringify(said));
"""


@pytest.mark.parametrize("today", ["2026-11-23", "2029-01-01"])
def test_the_page_and_the_popup_say_the_same_sentences(today) -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    data = build_list(catalogue, Header(release=1, date=TODAY, site="https://o.example", starter=True))
    program = ["node", "--input-type=module", "-e", IN_JAVASCRIPT, today]
    done = subprocess.run(program, input=data, capture_output=True, check=True, cwd=ROOT)
    words = Words(catalogue, ENGLISH)
    ours = [
        [rule.id, disclosure.id, words.headline(disclosure, standing, rule.sources(disclosure)),
         words.attribution(rule.sources(disclosure))]
        for rule in catalogue.rules
        for disclosure, standing in standings(rule, catalogue.terms_by_id, date.fromisoformat(today))
    ]  # fmt: skip
    assert json.loads(done.stdout) == ours
