//! The compact protocol of Thrift, as far as the metadata of Parquet needs it
//! ([specification](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md)).

/// The types of fields and of elements of lists.
#[derive(Clone, Copy)]
enum Type {
    True = 1,
    I32 = 5,
    I64 = 6,
    Binary = 8,
    List = 9,
    Struct = 12,
}

/// Writes one struct: its fields in the order of their numbers.
pub(super) struct StructWriter<'b> {
    bytes: &'b mut Vec<u8>,
    last: u8,
}

/// The bytes of a struct.
pub(super) fn encoded(fields: impl FnOnce(&mut StructWriter<'_>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    StructWriter::write(&mut bytes, fields);
    bytes
}

impl StructWriter<'_> {
    fn write(bytes: &mut Vec<u8>, fields: impl FnOnce(&mut StructWriter<'_>)) {
        let mut own = StructWriter { bytes, last: 0 };
        fields(&mut own);
        // Where the next field would begin.
        own.bytes.push(0);
    }

    /// The difference to the number of the field before and the type are one byte: no field of Parquet is further away than 15.
    fn header(&mut self, field: u8, kind: Type) {
        debug_assert!(self.last < field && field - self.last < 16, "fields are written in order");
        self.bytes.push((field - self.last) << 4 | kind as u8);
        self.last = field;
    }

    /// A number of 32 bits, or a name of a list of names.
    pub(super) fn i32(&mut self, field: u8, value: i32) {
        self.header(field, Type::I32);
        varint(self.bytes, zigzag(value.into()));
    }

    /// A number of 64 bits.
    pub(super) fn i64(&mut self, field: u8, value: i64) {
        self.header(field, Type::I64);
        varint(self.bytes, zigzag(value));
    }

    /// A number of bytes or of rows, where Parquet has 32 bits for it.
    pub(super) fn size(&mut self, field: u8, value: usize) {
        self.i32(field, i32::try_from(value).unwrap_or(i32::MAX));
    }

    /// A number of bytes or of rows, where Parquet has 64 bits for it.
    pub(super) fn long_size(&mut self, field: u8, value: usize) {
        self.i64(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    /// What is true.
    pub(super) fn yes(&mut self, field: u8) {
        self.header(field, Type::True);
    }

    /// A text.
    pub(super) fn text(&mut self, field: u8, text: &str) {
        self.header(field, Type::Binary);
        binary(self.bytes, text);
    }

    /// A struct in the struct.
    pub(super) fn nested(&mut self, field: u8, fields: impl FnOnce(&mut StructWriter<'_>)) {
        self.header(field, Type::Struct);
        Self::write(self.bytes, fields);
    }

    /// A list of structs.
    pub(super) fn structs<T>(&mut self, field: u8, items: &[T], fields: impl Fn(&mut StructWriter<'_>, &T)) {
        self.list(field, Type::Struct, items.len());
        for item in items {
            Self::write(self.bytes, |own| fields(own, item));
        }
    }

    /// A list of numbers of 32 bits.
    pub(super) fn i32s(&mut self, field: u8, values: &[i32]) {
        self.list(field, Type::I32, values.len());
        for &value in values {
            varint(self.bytes, zigzag(value.into()));
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, field: u8, texts: &[&str]) {
        self.list(field, Type::Binary, texts.len());
        for text in texts {
            binary(self.bytes, text);
        }
    }

    fn list(&mut self, field: u8, element: Type, length: usize) {
        self.header(field, Type::List);
        match u8::try_from(length) {
            Ok(short) if short < 15 => self.bytes.push(short << 4 | element as u8),
            _ => {
                self.bytes.push(0xf0 | element as u8);
                varint(self.bytes, length as u64);
            }
        }
    }
}

fn binary(bytes: &mut Vec<u8>, text: &str) {
    varint(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; all but the last byte have the highest bit.
pub(super) fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Numbers near zero become small ones.
const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parquet_metadata_is_the_compact_protocol() {
        let bytes = encoded(|own| {
            own.i32(1, -1);
            own.yes(3);
            own.i64(5, 300);
            own.text(6, "é");
            own.texts(7, &["a"; 15]);
            own.nested(8, |own| own.i32s(1, &[0, 1]));
        });
        let list = [&[0x19, 0xf8, 15], [1, b'a'].repeat(15).as_slice()].concat();
        let expected = [&[0x15, 1, 0x21, 0x26, 0xd8, 4, 0x18, 2][..], "é".as_bytes(), &list, &[0x1c, 0x19, 0x25, 0, 2, 0, 0]];
        assert_eq!(bytes, expected.concat());
    }
}
