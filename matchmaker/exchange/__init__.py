"""Files in and out: bytes to records plus problems that name line and column, records to bytes. No database.

tables    bytes to rows: JSON lines or CSV, whatever its delimiter and encoding
values    one cell to one value: text, day, member of a closed list, place, link
problems  what is wrong where, as messages to be translated later
columns   the columns of an offering's row, and the other names that files use for them
offerings rows to offerings
export    offerings to JSON lines or CSV
"""
