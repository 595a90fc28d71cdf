"""The learning profile: what it says and in whose words, who agreed it, and who has read it."""
