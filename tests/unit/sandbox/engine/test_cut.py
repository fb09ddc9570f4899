"""The upstream provider's sources, cut on a small model of them."""

from pathlib import Path

import pytest

from sandbox.engine.cut import cut
from sandbox.engine.recipe import UPSTREAM_MODULE

_INTERNAL = f"{UPSTREAM_MODULE}/internal"
_FILES = {
    "go.mod": f"module {UPSTREAM_MODULE}\n",
    "go.sum": "",
    "names/names.go": "package names\n",
    "version/version.go": "package version\n",
    "docs/guide.md": "text\n",
    "internal/embed.go": "package internal\n",
    "internal/acctest/acctest.go": "package acctest\nvar _ = meta.GlacierClient(ctx)\n",
    "internal/service/smarterr.hcl": "",
    "internal/service/s3/bucket.go": (
        f'package s3\nimport tfkms "{_INTERNAL}/service/kms"\nvar _ = meta.S3Client(ctx)\n'
    ),
    "internal/service/s3/bucket_test.go": f'package s3\nimport "{_INTERNAL}/service/glacier"\n',
    "internal/service/kms/key.go": "package kms\nvar _ = meta.KMSClient(ctx)\n",
    "internal/service/glacier/vault.go": "package glacier\nvar _ = meta.GlacierClient(ctx)\n",
    "internal/provider/sdkv2/service_packages_gen.go": (
        "package sdkv2\n"
        "import (\n"
        f'\t"{_INTERNAL}/service/glacier"\n'
        f'\t"{_INTERNAL}/service/kms"\n'
        f'\t"{_INTERNAL}/service/s3"\n'
        ")\n"
        "\t\tglacier.ServicePackage(ctx),\n"
        "\t\tkms.ServicePackage(ctx),\n"
        "\t\ts3.ServicePackage(ctx),\n"
    ),
    "internal/conns/awsclient_gen.go": (
        "package conns\n"
        "import (\n"
        '\t"context"\n'
        '\t"github.com/aws/aws-sdk-go-v2/service/glacier"\n'
        '\tkms_sdk "github.com/aws/aws-sdk-go-v2/service/kms"\n'
        '\t"github.com/aws/aws-sdk-go-v2/service/s3"\n'
        ")\n"
        "\nfunc (c *AWSClient) GlacierClient(ctx context.Context) *glacier.Client {}\n"
        "\nfunc (c *AWSClient) KMSClient(ctx context.Context) *kms_sdk.Client {}\n"
        "\nfunc (c *AWSClient) S3Client(ctx context.Context) *s3.Client {}\n"
        "\nfunc helper() {}\n"
    ),
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o444)
    return folder


def test_keeps_what_is_asked_for_and_what_that_imports(module: Path, tmp_path: Path) -> None:
    assert cut(module, tmp_path / "copy", ["s3"]) == {"s3", "kms"}
    services = tmp_path / "copy" / "internal" / "service"
    assert sorted(path.name for path in services.iterdir()) == ["kms", "s3", "smarterr.hcl"]


def test_leaves_out_tests_their_helpers_and_documentation(module: Path, tmp_path: Path) -> None:
    cut(module, tmp_path / "copy", ["s3"])
    copied = {
        path.relative_to(tmp_path / "copy").as_posix()
        for path in tmp_path.rglob("*.*")
        if path.is_relative_to(tmp_path / "copy")
    }
    assert not any("acctest" in path or "_test" in path or "docs" in path for path in copied)
    assert "internal/embed.go" in copied


def test_unregisters_the_other_services(module: Path, tmp_path: Path) -> None:
    cut(module, tmp_path / "copy", ["s3"])
    text = (tmp_path / "copy/internal/provider/sdkv2/service_packages_gen.go").read_text()
    assert "glacier" not in text
    assert "kms.ServicePackage(ctx)" in text
    assert "s3.ServicePackage(ctx)" in text


def test_removes_clients_that_nothing_calls_and_their_imports(module: Path, tmp_path: Path) -> None:
    cut(module, tmp_path / "copy", ["s3"])
    text = (tmp_path / "copy/internal/conns/awsclient_gen.go").read_text()
    assert "glacier" not in text.lower()
    for kept in ("S3Client", "KMSClient", "kms_sdk", '"context"', "func helper()"):
        assert kept in text


def test_the_copy_of_a_read_only_module_can_be_removed(module: Path, tmp_path: Path) -> None:
    cut(module, tmp_path / "copy", ["s3"])
    for path in (tmp_path / "copy").rglob("*"):
        assert path.stat().st_mode & 0o200


def test_a_service_that_upstream_lacks_is_named(module: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no service quantum"):
        cut(module, tmp_path / "copy", ["quantum"])
