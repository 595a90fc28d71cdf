"""What requests from Slack need: the caller, keys of submissions, drafts, and shared files."""
