-- Through which channel an indicator usually comes, and whether that channel may stand behind anything that names an enterprise.
create or replace view channels as
select indicator, channel as usual_channel, list_contains(locked, channel) as is_locked from schema_channels
