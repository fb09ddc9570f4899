from components import code


def test_holds_the_services_own_files_and_the_shared_ones() -> None:
    files = code.archive("auth").assets
    assert "services/auth/tokens.py" in files
    assert "services/common/service.py" in files
    assert not [name for name in files if name.startswith("services/reports/")]


def test_takes_along_nothing_but_sources() -> None:
    assert all(name.endswith(".py") for name in code.archive("api").assets)


def test_names_an_entry_point_inside_the_archive() -> None:
    assert code.handler("api") == "services.api.handler.handle"
    assert "services/api/handler.py" in code.archive("api").assets
