"""Files that leave Halfterm: calendar entries and CSV tables."""
