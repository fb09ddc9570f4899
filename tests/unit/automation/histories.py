"""Random histories of an environment, for properties."""

from hypothesis import strategies as st

from tests.unit.automation.model import Deployment, Model, deployed, name_of

_SERVICES = ("api", "auth", "reports")
_FILES = ("index.html", "admin/index.html", "assets/app.js", "intro.mp4", "robots.txt")
_VERSIONS = st.sampled_from(("1", "2", "3"))


@st.composite
def deployments(draw: st.DrawFn) -> Deployment:
    """One deployment of all functions and some files; there is always a page to enter by."""
    keys = draw(st.sets(st.sampled_from(_FILES[1:])))
    files = {key: f"{key} {draw(_VERSIONS)}" for key in ("index.html", *sorted(keys))}
    return Deployment(
        versions={service: draw(_VERSIONS) for service in _SERVICES},
        files=files,
        cleans_up=draw(st.booleans()),
        cache_control=draw(st.sampled_from(("no-cache", "max-age=60"))),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Some deployments, and what people did by hand after them."""
    model = deployed(draw(st.lists(deployments(), min_size=1, max_size=4)))
    for service in draw(st.sets(st.sampled_from(_SERVICES))):
        weights = draw(st.sampled_from(((), (("2", 0.1),))))
        model.functions.declare_alias(name_of(service), draw(_VERSIONS), weights)
    for key in draw(st.sets(st.sampled_from(_FILES))):
        body = model.frontend.contents().get(key)
        happened = draw(st.sampled_from(("written", "served otherwise", "removed")))
        if happened == "written" or body is None:
            model.frontend.declare_object(key, f"{key} by hand")
        elif happened == "served otherwise":
            model.frontend.declare_object(key, body, content_type="binary/octet-stream")
        else:
            model.frontend.declare_deleted(key)
    return model
