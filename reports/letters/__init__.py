"""What mails say: one module an edition, district frames and a scope in, a Letter out; nothing here knows of addresses or relays."""
