"""Sessions in objects that are named after them: `"session": {"id": "…"}`, `Session.find(id: …)`."""

from domain.redaction.detectors.session.values import is_random
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# `session: {user: 3, id: …}`: the beginning of the object, the fields before the id, and the key of the id.
_OPENS = (
    r"sessions?(?:\.\w{1,16}|@[0-9a-f]{1,16})?\\*[\"']?\s?(?:[:=]>?)?\s?(?:%?[({\[]{1,2}|:(?:\n|\\n)\s{0,8}(?:-\s)?)"
)
# A cookie, as express-session prints it, or the fields before the id.
_FIELDS = r"(?:\s{1,8}cookie:\s\{[^{}\n]{0,200}\},\s{1,8})?\s?\\*[\"']?(?:[^(){}\[\]\n]{0,60}[,\s]\\*[\"']?)?"
_KEY = r"_?(?:id|token|key)\\*[\"']?\s?[:=]>?\s?(?:\{\\*[\"']S\\*[\"']:\s?)?\\*[\"']?"
_SHORTEST = 16

RULE = Rule(
    name="session-in-object",
    pattern=Pattern(rf"(?i){_OPENS}{_FIELDS}{_KEY}(?P<value>[0-9A-Za-z_.-]{{12,128}}+)(?![\w:/(=])"),
    valid=lambda value: is_random(value, _SHORTEST),
    keywords=(
        r"sessions?[\\\"']* ?(?:[:=]>?)? ?[({\[]",
        r"sessions?:(?:\n|\\+n)",
        r"sessions?\.[a-z]*(?:find|one)",
        r"sessions? %[({\[]",
        r"session@[0-9a-f]",
    ),
    takes=(
        '{"session":{"id":"⟦kT8vQmZ1xR4pLw7NdJ2f⟧","ttl":3600}}',
        '{"sessions":[{"id":"⟦kT8vQmZ1xR4pLw7NdJ2f⟧","ip":"x"}]}',
        "session: {user: 3, id: ⟦kd93kdl0zq7xw1vb⟧}",
        "Session@2d22b8{id=⟦node0r0sdoffkv1qw5kxuivkww26xh80⟧,x=node0,req=0}",
        "HttpSession[id=⟦«hex:32»⟧, new=false]",
        "Session {\n  cookie: { path: '/', httpOnly: true },\n  id: '⟦kT8vQmZ1xR4pLw7NdJ2f⟧'\n}",
        "sessions:\n- id: ⟦kT8vQmZ1xR4pLw7NdJ2f⟧",
        'get sessions {"id":{"S":"⟦«hex:64»⟧"}}',
        'sessions.findOne({_id: "⟦kT8vQmZ1xR4pLw7NdJ2f⟧"})',
        "sessions.updateOne({ _id: '⟦kT8vQmZ1xR4pLw7NdJ2f⟧' }, {})",
        'conn session %{"id" => "⟦kT8vQmZ1xR4pLw7NdJ2f⟧"}',
        "session:\n  id: ⟦kT8vQmZ1xR4pLw7NdJ2f⟧",
        r"session:\n  id: ⟦kT8vQmZ1xR4pLw7NdJ2f⟧",
        r"{\"session\":{\"token\":\"⟦kT8vQmZ1xR4pLw7NdJ2f⟧\"}}",
    ),
    leaves=(
        "Session { x: { path: '/' }, y: { id: 'kT8vQmZ1xR4pLw7NdJ2f' } }",
        '{"session":{"id":4711}}',
        '{"session":{"user_id":"kT8vQmZ1xR4pLw7NdJ2f"}}',
        '{"session":{"id":"main-window-of-ada"}}',
        "session [main] id=kT8vQmZ1xR4pLw7NdJ2f",
        "session(id=kT8vQmZ1xR4pLw7NdJ2f/x)",
    ),
)
