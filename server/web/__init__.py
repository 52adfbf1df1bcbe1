"""The public pages: server-rendered, no cookie, no script needed, nothing from third parties."""
