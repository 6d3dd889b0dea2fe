"""The world except the database: network, pictures, keyring."""
