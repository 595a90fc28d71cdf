"""From a request of Slack's to its answer."""
