-- expand
-- Sites, the people who sign in, subjects under a pseudonymous number, and what is entered about them.

CREATE TABLE sites (
    code text PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9]{1,9}$'),
    name text NOT NULL CHECK (length(name) <= 200),
    -- Made for the platform's own checks: no patients, and in no report.
    is_verification boolean NOT NULL DEFAULT false
);

CREATE TABLE users (
    name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    role text NOT NULL CHECK (role IN ('investigator', 'monitor')),
    -- The only site whose subjects the user sees; none for a monitor, who sees all.
    site_code text REFERENCES sites (code),
    password_hash text,
    failed_attempts integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    disabled boolean NOT NULL DEFAULT false,
    CHECK ((role = 'investigator') = (site_code IS NOT NULL))
);

CREATE TABLE subjects (
    number text PRIMARY KEY CHECK (number ~ '^[A-Z][A-Z0-9]{1,9}-[0-9]{4,6}$'),
    site_code text NOT NULL REFERENCES sites (code),
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    enrolled_by text NOT NULL REFERENCES users (name),
    CHECK (starts_with(number, site_code || '-'))
);

-- Nothing that was entered is ever replaced: a correction is the next version.
CREATE TABLE entries (
    subject_number text NOT NULL REFERENCES subjects (number),
    form text NOT NULL CHECK (form ~ '^[a-z][a-z0-9-]{0,39}$'),
    visit text NOT NULL CHECK (visit ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    version integer NOT NULL CHECK (version > 0),
    answers jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'object'),
    entered_at timestamptz NOT NULL DEFAULT now(),
    entered_by text NOT NULL REFERENCES users (name),
    PRIMARY KEY (subject_number, form, visit, version)
);

INSERT INTO sites (code, name, is_verification) VALUES ('VERIFY', 'Checks after a deployment', true);
INSERT INTO users (name, role, site_code) VALUES ('verification', 'investigator', 'VERIFY');

REVOKE ALL ON sites, users, subjects, entries FROM clinical_trial_app;
GRANT SELECT ON sites, subjects, entries, users TO clinical_trial_app;
GRANT INSERT ON subjects, entries TO clinical_trial_app;
GRANT UPDATE (password_hash, failed_attempts, locked_until) ON users TO clinical_trial_app;
