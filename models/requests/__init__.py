"""What Slack's requests leave behind: who calls, keys of submissions, drafts, shared files."""
