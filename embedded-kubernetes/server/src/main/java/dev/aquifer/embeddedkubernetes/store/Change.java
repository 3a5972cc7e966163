package dev.aquifer.embeddedkubernetes.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** One write as the journal keeps it. */
record Change(StoredObject object, boolean deleted) {
    private static final int PUT = 1;
    private static final int DELETE = 2;

    byte[] encode() throws IOException {
        var bytes = new ByteArrayOutputStream(object.json().length + 128);
        var out = new DataOutputStream(bytes);
        ObjectKey key = object.key();
        out.writeByte(deleted ? DELETE : PUT);
        out.writeLong(object.revision());
        out.writeUTF(key.resource().group());
        out.writeUTF(key.resource().plural());
        out.writeUTF(key.namespace());
        out.writeUTF(key.name());
        out.writeInt(object.json().length);
        out.write(object.json());
        return bytes.toByteArray();
    }

    static Change decode(byte[] record) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(record));
        boolean deleted = in.readByte() == DELETE;
        long revision = in.readLong();
        var resource = new ResourceName(in.readUTF(), in.readUTF());
        var key = new ObjectKey(resource, in.readUTF(), in.readUTF());
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        return new Change(StoredObject.read(key, revision, json), deleted);
    }
}
