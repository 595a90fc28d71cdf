"""Opening a placement: the referral itself, and recognising a pupil who returns."""
