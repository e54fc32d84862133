"""The program under fire: processes killed, relays that misbehave, hostile input; nothing is lost and nothing happens twice."""
