-- What a gateway says came in for an attempt in review, so that it can go back: minor units and ISO 4217.
ALTER TABLE payment_attempts ADD COLUMN received BIGINT;
ALTER TABLE payment_attempts ADD COLUMN received_currency TEXT;
