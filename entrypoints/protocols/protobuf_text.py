"""Repairing protobuf messages that contain strings with invalid UTF-8, which protobuf refuses as a whole."""

from functools import cache

from google.protobuf.descriptor import Descriptor, FieldDescriptor, FileDescriptor
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass


def with_valid_text(body: bytes, descriptor: Descriptor) -> bytes:
    """Replace bytes in strings that are not UTF-8 by U+FFFD. Raises DecodeError for a malformed message."""
    message = _of_bytes(descriptor).FromString(body)
    _replace_bytes(message, descriptor)
    return message.SerializeToString()


@cache
def _of_bytes(descriptor: Descriptor) -> type[Message]:
    """Return the message type with bytes in place of strings, which have the same encoding."""
    pool = DescriptorPool()
    _add(descriptor.file, pool, set())
    return GetMessageClass(pool.FindMessageTypeByName(descriptor.full_name))


def _add(file: FileDescriptor, pool: DescriptorPool, added: set[str]) -> None:
    """Add the file to the pool, after the files that it imports."""
    if file.name in added:
        return
    added.add(file.name)
    for imported in file.dependencies:
        _add(imported, pool, added)
    proto = FileDescriptorProto()
    file.CopyToProto(proto)
    for message in proto.message_type:
        _make_strings_bytes(message)
    pool.AddSerializedFile(proto.SerializeToString())


def _make_strings_bytes(message: DescriptorProto) -> None:
    for field in message.field:
        if field.type == FieldDescriptorProto.TYPE_STRING:
            field.type = FieldDescriptorProto.TYPE_BYTES
    for nested in message.nested_type:
        _make_strings_bytes(nested)


def _replace_bytes(message: Message, descriptor: Descriptor) -> None:
    """Repair the fields that are strings in the original `descriptor`."""
    for field, value in message.ListFields():
        original = descriptor.fields_by_name[field.name]
        if original.type == FieldDescriptor.TYPE_STRING:
            if field.is_repeated:
                value[:] = [_valid(item) for item in value]
            else:
                setattr(message, field.name, _valid(value))
        elif original.message_type:
            for inner in value if field.is_repeated else [value]:
                _replace_bytes(inner, original.message_type)


def _valid(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode()
