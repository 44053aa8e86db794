"""Tables that people bring: text files, workbooks and JSON turned into checked rows, and rows into files.

Plain Python over bytes: no database, no request. `reading.open_table` finds out what a file is and yields
its raw rows; `columns.Column` says what a column means; `parsing.parse_table` turns raw rows into values or
into errors that name row, column and cell; `writing` makes CSV and XLSX that are safe to open.
"""
