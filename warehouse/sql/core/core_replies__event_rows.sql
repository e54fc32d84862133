-- Replies known on $as_of; a line says one thing, and the first delivery of it stands.
select message_id, line_number, sender, letter_id, sent_on, case_id, action, acted_on, reply_key, person, words, known_on
from core_replies__event_rows
where known_on <= $as_of
qualify row_number() over (partition by message_id, line_number order by known_on, delivery_id, row_number) = 1
order by message_id, line_number
