-- Lines of mails that answer a letter of ours, each about one case.

create table core_replies__event_rows (
    message_id VARCHAR not null,
    line_number BIGINT not null,
    sender VARCHAR not null,
    letter_id VARCHAR not null,
    sent_on DATE not null,
    case_id BIGINT not null,
    action VARCHAR not null,
    acted_on DATE,
    reply_key VARCHAR,
    person VARCHAR,
    words VARCHAR,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);
