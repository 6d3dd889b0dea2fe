"""The four chat protocols as the built-in gateway speaks them: requests read, answers and streams written."""
