"""Security headers and the content security policy: own scripts and styles only, a fresh nonce per response."""

import secrets

from flask import Flask, Response, g, request, session

ONE_YEAR = 31536000


def csp_nonce() -> str:
    """The nonce of this response."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def init_app(app: Flask, *, https: bool) -> None:
    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; "
            f"script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if https:
            headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
        if request.endpoint != "static":
            # Pages show what only this reader may see; the back button after signing out must not bring it back. A page that
            # answers a POST with what was typed is kept by the browser alone: Chrome asks nobody for it on Back, and would
            # show an error in its place. Signing out clears it.
            if g.get("replay"):
                headers.setdefault("Cache-Control", "private, no-cache")
                session.accessed = (
                    False  # else Flask says Vary: Cookie, and Back fails once the language's cookie is set
                )
            else:
                headers.setdefault("Cache-Control", "no-store")
        return response
