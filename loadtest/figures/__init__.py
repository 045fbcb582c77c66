"""The figures to reach: which runs show them, their records, and the document of them."""
