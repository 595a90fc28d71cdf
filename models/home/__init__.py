"""What one person sees: the App Home, a pupil's page, the daily reminder."""
