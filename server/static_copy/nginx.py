"""A configuration for nginx: the copy as files, with the application's own headers; the rest from the application."""

from pathlib import Path
from urllib.parse import urlsplit

from server.config import Settings
from server.web.headers import CSP, CSP_WITH_SCRIPT, SECURITY

_FIXED = ("Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options")
_TEMPLATE = """\
# Made by optout publish. Include it in the http block; certbot or you add TLS.
# Set OPTOUT_TRUSTED_PROXIES=1 for the application behind it. With ngx_brotli, add: brotli_static on;
map $uri $optout_cache {{
    default                                  "public, max-age=300";
    /updates/timestamp.json                  "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800";
    ~^/updates/                              "public, max-age=31536000, immutable";
    "~^/extension/.*-[0-9.]+\\.(crx|xpi)$"    "public, max-age=31536000, immutable";
    ~^/(api/)?static/                        "public, max-age=3600";
}}
map $uri $optout_csp {{
    default                                  "{csp}";
    "~^(/[a-z-]+)?/resources/(index\\.html)?$" "{csp_with_script}";
}}
map $uri $optout_corp {{
    default                                  "same-origin";
    ~^/(updates|extension|api/v1)/           "cross-origin";
}}
map $uri $optout_cors {{
    ~^/(updates|api/v1)/                     "*";
}}
map $scheme $optout_hsts {{
    https                                    "{hsts}";
}}
server {{
    listen {listen};
    server_name {name};
    root "{root}";
    charset utf-8;
    charset_types text/css text/javascript text/xml image/svg+xml;
    access_log off;  # what a browser says of itself behind a question mark is nobody's business
    etag off;
    if_modified_since off;
    gzip_static on;
    gzip_vary on;
    absolute_redirect off;
    types {{
        text/html html; text/css css; text/javascript js; application/json json jsonl; image/svg+xml svg; image/png png;
        text/xml xml; application/x-chrome-extension crx; application/x-xpinstall xpi;
    }}
{headers}
    # One address for each page: the application sends what has a query to the address without.
    error_page 418 = @optout;
    location / {{
        if ($args) {{ return 418; }}
        try_files $uri ${{uri}}index.html @optout;
    }}
    location ~ ^/(updates|extension)/ {{
        try_files $uri @optout;
    }}
    location /api/v1/ {{
        if ($args) {{ return 418; }}
        try_files $uri.json $uri @optout;
    }}
    location @optout {{
        proxy_pass http://{application};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
}}
"""


def configuration(settings: Settings, root: Path, *, listen: str = "80") -> str:
    """The configuration.

    Args:
        settings: of the application.
        root: the link to the published state.
        listen: address or port, as nginx writes it.

    """
    headers = {name: SECURITY[name] for name in _FIXED} | {
        "Content-Security-Policy": "$optout_csp",
        "Cross-Origin-Resource-Policy": "$optout_corp",
        "Strict-Transport-Security": "$optout_hsts",
        "Access-Control-Allow-Origin": "$optout_cors",
        "Cache-Control": "$optout_cache",
        "Last-Modified": "",
    }
    return _TEMPLATE.format(
        csp=CSP,
        csp_with_script=CSP_WITH_SCRIPT,
        hsts=SECURITY["Strict-Transport-Security"],
        listen=listen,
        name=urlsplit(settings.site).hostname,
        root=root,
        headers="\n".join(f'    add_header {name} "{value}";' for name, value in headers.items()),
        application=f"{settings.host}:{settings.port}",
    )
