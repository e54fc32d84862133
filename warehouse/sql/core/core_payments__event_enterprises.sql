-- Lines of tax payments; a line delivered twice is one line, known from the earlier day, and no other line ever replaces it.
-- Lines that say the same within one file are told apart by their copy_number.
select
    uscc, period, item, sub_item, taxed_from_on, taxed_to_on, paid_on, voucher, value_cny_10k,
    min(known_on) as known_on,
    bool_and(is_nominal_known) as is_nominal_known,
    min(channel) as channel,
    min(delivery_id) as delivery_id,
    arg_min(row_number, (delivery_id, row_number)) as row_number,
    date '9999-12-31' as known_until
from core_payments__event_enterprises
group by uscc, period, item, sub_item, taxed_from_on, taxed_to_on, paid_on, voucher, value_cny_10k, copy_number
order by
    uscc, period, item nulls first, sub_item nulls first, taxed_from_on nulls first, taxed_to_on nulls first, paid_on nulls first,
    voucher nulls first, value_cny_10k, copy_number
