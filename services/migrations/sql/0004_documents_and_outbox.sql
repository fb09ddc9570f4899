-- expand
-- What is known of each uploaded file, and messages on their way to the people of the trial.

-- A file that is uploaded again is the next version; the bucket keeps the earlier ones too.
CREATE TABLE documents (
    site_code text NOT NULL REFERENCES sites (code),
    key text NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    version integer NOT NULL CHECK (version > 0),
    object_version text NOT NULL,
    content_type text NOT NULL CHECK (length(content_type) <= 100),
    size integer NOT NULL CHECK (size > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    uploaded_by text NOT NULL REFERENCES users (name),
    PRIMARY KEY (site_code, key, version)
);

CREATE TABLE outbox (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    recipient_role text NOT NULL,
    template text NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT now(),
    accepted_from text NOT NULL REFERENCES users (name),
    published_at timestamptz,
    message_id text,
    CHECK ((published_at IS NULL) = (message_id IS NULL))
);
CREATE INDEX outbox_waiting ON outbox (accepted_at) WHERE published_at IS NULL;

REVOKE ALL ON documents, outbox FROM clinical_trial_app;
GRANT SELECT, INSERT ON documents, outbox TO clinical_trial_app;
GRANT UPDATE (published_at, message_id) ON outbox TO clinical_trial_app;
