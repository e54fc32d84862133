-- Every physical line of a delivery accounted for, and where its month and units were stated; nobody counted before.

alter table raw_deliveries__event_files add column period_from VARCHAR;
alter table raw_deliveries__event_files add column units_from VARCHAR;
alter table raw_deliveries__event_files add column lines_in BIGINT;
alter table raw_deliveries__event_files add column data_lines BIGINT;
alter table raw_deliveries__event_files add column heading_lines BIGINT;
alter table raw_deliveries__event_files add column title_lines BIGINT;
alter table raw_deliveries__event_files add column left_out_lines BIGINT;
alter table raw_deliveries__event_files add column blank_lines BIGINT;
alter table raw_deliveries__event_files add column continued_lines BIGINT;

-- Two payments of one file may say exactly the same; until now the second was taken for a copy, so every line stored is the first.
alter table core_payments__event_enterprises add column copy_number BIGINT default 1;
alter table core_payments__event_enterprises alter column copy_number set not null;
