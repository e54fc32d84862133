-- What had been decided by $as_of about rows that were refused or set aside.
select *
from raw_settlements__event_rows
where known_on <= $as_of
order by settlement_number, item_id
