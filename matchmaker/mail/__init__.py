"""Mail: a template and its parameters to a message, and a message to an SMTP server or into the outbox folder."""
