"""One search over titles, messages on all branches and picture prompts."""
