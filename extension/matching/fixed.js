/**
 * What every list of ours says of shared proxies and of rewritten hosts, for a list that says nothing of them. The
 * source is `rules/proxies.yaml`; a test holds the two together.
 */

/** @type {import("./hosts.js").KnownProxy[]} */
export const FIXED_PROXIES = [
  { host: "proxy.lirn.net" },
  { host: "museknowledge.com", tenants: true },
  { host: "idm.oclc.org", tenants: true },
  { host: "ap1.proxy.openathens.net" },
  { host: "eu1.proxy.openathens.net" },
  { host: "proxy.openathens.net", login_templates: ["https://proxy.openathens.net/login?qurl=$@"] },
  { host: "us1.proxy.openathens.net" },
];

/** Only those that differ from the general form. @type {import("./hosts.js").Rewrite[]} */
export const FIXED_REWRITES = [
  { from: "facultyopinions.com", to: "facultyopinions" },
  { from: ".facultyopinions.com", to: ".facultyopinions" },
  { from: "intelliconnect.cch.com", to: "intelliconnect" },
  { from: "sciencenow.com", to: "sciencenow" },
  { from: ".sciencenow.com", to: ".sciencenow" },
  { from: "sciwheel.com", to: "sciwheel" },
  { from: ".sciwheel.com", to: ".sciwheel" },
  { from: ".webofknowledge.com", to: "-webofknowledge" },
  { from: ".webofscience.com", to: "-webofscience" },
];
