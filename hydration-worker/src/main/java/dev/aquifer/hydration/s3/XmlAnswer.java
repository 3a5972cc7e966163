package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.http.MalformedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A document as object stores send them: fields, and records that hold fields. What lies deeper is
 * not read. There are no document types and no entities beyond XML's own.
 */
record XmlAnswer(Map<String, String> fields, List<Entry> entries) {

    /** No store sends more records at once, nor records of so many fields. */
    private static final int MOST_ENTRIES = 5000;

    private static final int MOST_FIELDS = 100;
    private static final int RECORD = 2;
    private static final int FIELD = 3;

    /** A record, such as an object of a listing. */
    record Entry(String kind, Map<String, String> fields) {
        String text(String name) throws MalformedAnswer {
            String value = fields.get(name);
            if (value == null) {
                throw new MalformedAnswer("a listing without the " + name + " of an entry");
            }
            return value;
        }

        Instant time(String name) throws MalformedAnswer {
            try {
                return Instant.parse(text(name));
            } catch (DateTimeException e) {
                throw new MalformedAnswer("a listing with a time that is none");
            }
        }
    }

    /** All records of these kinds. */
    List<Entry> all(String... kinds) {
        return entries.stream().filter(entry -> List.of(kinds).contains(entry.kind())).toList();
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    /** A key; asked for in the encoding of addresses, because XML cannot hold every key. */
    String decoded(String key) throws MalformedAnswer {
        if (!"url".equals(fields.get("EncodingType"))) {
            return key;
        }
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswer("a listing with a key that is not encoded");
        }
    }

    static XmlAnswer read(InputStream xml) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return read(factory.createXMLStreamReader(xml));
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException broken) {
                throw broken;
            }
            throw new MalformedAnswer("an answer that is not the XML that was asked for");
        }
    }

    private static XmlAnswer read(XMLStreamReader xml) throws XMLStreamException, MalformedAnswer {
        XmlAnswer answer = new XmlAnswer(new HashMap<>(), new ArrayList<>());
        Map<String, String> children = new HashMap<>();
        StringBuilder text = new StringBuilder();
        for (int depth = 0; xml.hasNext(); ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == FIELD) {
                        children.putIfAbsent(xml.getLocalName(), text.toString());
                    } else if (depth == RECORD) {
                        answer.add(xml.getLocalName(), text.toString(), children);
                        children = new HashMap<>();
                    }
                    text.setLength(0);
                    depth--;
                    answer.requireSensible(children.size());
                }
                default -> {}
            }
        }
        return answer;
    }

    private void requireSensible(int fieldsOfRecord) throws MalformedAnswer {
        if (entries.size() > MOST_ENTRIES
                || fields.size() > MOST_FIELDS
                || fieldsOfRecord > MOST_FIELDS) {
            throw new MalformedAnswer("a listing of absurd length");
        }
    }

    private void add(String name, String text, Map<String, String> children) {
        if (children.isEmpty()) {
            fields.put(name, text);
        } else {
            entries.add(new Entry(name, children));
        }
    }
}
