"""Every form there is, by kind and by the name in its pages' addresses."""

from types import MappingProxyType

from server.maintain.forms import campaign, proxies, records, rule

FORMS = (
    rule.FORM,
    campaign.FORM,
    proxies.PROXY,
    proxies.REWRITE,
    records.TERM,
    records.STEP,
    records.LISTED,
)
BY_KIND = MappingProxyType({form.kind: form for form in FORMS})
BY_SORT = MappingProxyType({form.sort: form for form in FORMS})
