"""Weekly attendance: sessions offered and attended, as a rate beside that at entry, and when it is an alarm."""
