package dev.aquifer.cluster.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Objects of Kubernetes, written as JSON with single quotes. */
final class Objects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Objects() {}

    static ObjectTree object(String text) {
        try {
            return new ObjectTree(
                    JSON.readValue(
                            text.replace('\'', '"'), new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A pod of a gang, Ready or not. */
    static ObjectTree gangPod(String gang, int index, boolean ready) {
        return object(
                """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s-0-%d','namespace':'team',
                  'uid':'pod-%d','labels':{'leaderworkerset.sigs.k8s.io/name':'%s',
                  'leaderworkerset.sigs.k8s.io/group-index':'0',
                  'leaderworkerset.sigs.k8s.io/worker-index':'%d'}},
                 'spec':{'nodeName':'node-%d'},
                 'status':{'phase':'Running','podIP':'127.0.1.%d',
                   'conditions':[{'type':'Ready','status':'%s','reason':'%s',
                     'lastTransitionTime':'2026-01-01T00:00:0%dZ'}],
                   'containerStatuses':[{'name':'engine','restartCount':2,
                     'state':{'running':{}}}]}}
                """
                        .formatted(
                                gang,
                                index,
                                index,
                                gang,
                                index,
                                index,
                                index + 1,
                                ready ? "True" : "False",
                                ready ? "" : "ContainersNotReady",
                                index));
    }
}
