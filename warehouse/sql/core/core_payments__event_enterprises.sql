-- Lines of tax payments known on $as_of; a line delivered twice is one line, known from the earlier day.
select
    uscc, period, item, sub_item, taxed_from_on, taxed_to_on, paid_on, voucher, value_cny_10k,
    min(known_on) as known_on,
    bool_and(is_nominal_known) as is_nominal_known,
    min(channel) as channel,
    min(delivery_id) as delivery_id,
    arg_min(row_number, (delivery_id, row_number)) as row_number
from core_payments__event_enterprises
where known_on <= $as_of
group by uscc, period, item, sub_item, taxed_from_on, taxed_to_on, paid_on, voucher, value_cny_10k
order by
    uscc, period, item nulls first, sub_item nulls first, taxed_from_on nulls first, taxed_to_on nulls first, paid_on nulls first,
    voucher nulls first, value_cny_10k
