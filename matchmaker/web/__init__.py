"""The Flask application: `app.create_app`, what all pages share (access, locale, errors, forms, engine), a package per role."""
