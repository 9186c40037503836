"""A group's books as spreadsheets: a folder of CSV files, or one .xlsx, in and out."""
