"""The Education Support Plan: wider needs, objectives, provision, going back to school, and who signed what."""
