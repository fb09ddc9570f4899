import re
from importlib.metadata import distribution

from components import code


def test_holds_the_services_own_files_and_the_shared_ones() -> None:
    files = code.archive("auth").assets
    assert "services/auth/sign_in.py" in files
    assert "services/common/service.py" in files
    assert not [name for name in files if name.startswith("services/reports/")]


def test_takes_along_nothing_that_python_or_an_installer_left() -> None:
    assert not [
        name
        for name in code.archive("api").assets
        if name.endswith((".pyc", "RECORD", "INSTALLER", "REQUESTED", "WHEEL"))
    ]


def test_carries_the_driver_and_all_that_it_needs() -> None:
    """Read from the packages themselves: a new dependency of the driver's fails here."""
    needed, waiting = set(), ["pg8000"]
    while waiting:
        name = waiting.pop()
        needed.add(name)
        for line in distribution(name).requires or ():
            if "extra ==" not in line:
                waiting.append(re.split(r"[^A-Za-z0-9_-]", line)[0])
    assert needed == set(code.DRIVER)
    files = code.archive("api").assets
    for entry in ("pg8000/native.py", "scramp/core.py", "dateutil/parser/__init__.py", "six.py"):
        assert entry in files


def test_carries_the_licence_of_each_package() -> None:
    files = code.archive("api").assets
    for name in code.DRIVER:
        folder = f"{name.replace('-', '_')}-{distribution(name).version}.dist-info/"
        assert [file for file in files if file.startswith(folder) and "LICENSE" in file], name


def test_lists_its_files_in_the_same_order_everywhere() -> None:
    files = list(code.archive("api").assets)
    assert files == sorted(files)
    assert not [name for name in files if name.startswith(("/", ".."))]


def test_the_migrations_carry_their_sql() -> None:
    assert (
        "services/migrations/sql/0001_application_rights.sql" in code.archive("migrations").assets
    )


def test_names_an_entry_point_inside_the_archive() -> None:
    assert code.handler("api") == "services.api.handler.handle"
    assert "services/api/handler.py" in code.archive("api").assets
