"""Outside text becomes typed values: one place for forms, spreadsheets and programs."""
