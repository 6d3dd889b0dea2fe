"""The real program as a child process: killed, ended, listened to, and looked at from outside."""
