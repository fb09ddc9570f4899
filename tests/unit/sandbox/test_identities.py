from sandbox.identities import AccessKey


def test_a_key_does_not_show_its_secret() -> None:
    assert "canary" not in repr(AccessKey("AKIA", "canary"))
