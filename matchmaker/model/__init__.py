"""What the service talks about: frozen records, closed lists and transition tables. Knows no database, no web."""
