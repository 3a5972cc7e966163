package dev.aquifer.deployment.store;

import dev.aquifer.deployment.domain.Routing.Selectable;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelServiceSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Services, what they can select, and the gateway. */
public final class Routes {
    private final Handle handle;

    /** The tables within a transaction. */
    public Routes(Handle handle) {
        this.handle = handle;
    }

    /** A service. */
    public record ServiceRow(Subject subject, ModelServiceSpec spec, String correlation) {}

    /** The gateway; the address is there once it answered. */
    public record GatewayRow(
            Subject subject, String backend, Optional<String> address, String correlation) {}

    /** A service is wanted so. */
    public void service(Subject subject, ModelServiceSpec spec, String correlation) {
        handle.createUpdate(
                        """
                        insert into service
                          (uid, namespace, name, generation, spec, correlation)
                        values (:uid, :namespace, :name, :generation, :spec::jsonb, :correlation)
                        on conflict (uid) do update
                        set generation = excluded.generation, spec = excluded.spec,
                            correlation = excluded.correlation
                        where service.generation <= excluded.generation""")
                .bind("uid", subject.admittedUid().value())
                .bind("namespace", subject.resource().namespace())
                .bind("name", subject.resource().name())
                .bind("generation", subject.generation())
                .bind("spec", Json.write(spec))
                .bind("correlation", correlation)
                .execute();
    }

    /** The services of a namespace. */
    public List<ServiceRow> services(String namespace) {
        return handle.createQuery(
                        """
                        select * from service where namespace = :namespace
                        order by name""")
                .bind("namespace", namespace)
                .map(
                        (row, context) ->
                                new ServiceRow(
                                        subject("ModelService", row),
                                        Json.read(row.getString("spec"), ModelServiceSpec.class),
                                        row.getString("correlation")))
                .list();
    }

    /** Namespaces that have services. */
    public List<String> namespaces() {
        return handle.createQuery("select distinct namespace from service order by namespace")
                .mapTo(String.class)
                .list();
    }

    /** A service or endpoint is gone. */
    public void delete(Uid uid) {
        for (var table : List.of("service", "endpoint", "gateway")) {
            handle.createUpdate("delete from " + table + " where uid = :uid")
                    .bind("uid", uid.value())
                    .execute();
        }
    }

    /** What services of a namespace can select: endpoints made by hand, and replicas. */
    public List<Selectable> selectable(String namespace) {
        var found =
                new ArrayList<>(
                        handle.createQuery("select * from endpoint where namespace = :namespace")
                                .bind("namespace", namespace)
                                .map((row, context) -> made(row))
                                .list());
        found.addAll(
                handle.createQuery(
                                """
                                select r.name, r.cluster, r.url, r.models, d.name as deployment,
                                       d.labels
                                from replica r join deployment d on d.uid = r.deployment_uid
                                where d.namespace = :namespace and not r.leaving""")
                        .bind("namespace", namespace)
                        .map((row, context) -> replica(row))
                        .list());
        return found;
    }

    /** What services can select of these deployments, by namespace, as text to be compared. */
    public Map<String, List<String>> selectable(List<Uid> deployments) {
        return handle.createQuery(
                        """
                        select d.namespace, concat_ws(' ', r.name, r.cluster, r.url,
                               r.models is not null, d.name, d.labels) as words
                        from replica r join deployment d on d.uid = r.deployment_uid
                        where d.uid = any(:uids) and not r.leaving order by r.name""")
                .bindArray("uids", String.class, deployments.stream().map(Uid::value).toList())
                .map((row, context) -> List.of(row.getString(1), row.getString(2)))
                .collect(
                        Collectors.groupingBy(
                                List::getFirst,
                                Collectors.mapping(List::getLast, Collectors.toList())));
    }

    private static Selectable made(ResultSet row) throws SQLException {
        boolean answers = row.getBoolean("answers");
        return new Selectable(
                row.getString("name"),
                Json.map(row.getString("labels")),
                answers ? Optional.of(row.getString("url")) : Optional.empty());
    }

    private static Selectable replica(ResultSet row) throws SQLException {
        var labels = new LinkedHashMap<>(Json.map(row.getString("labels")));
        labels.put("modelplane.ai/deployment", row.getString("deployment"));
        labels.put("modelplane.ai/cluster", row.getString("cluster"));
        boolean answered = row.getString("models") != null;
        return new Selectable(
                row.getString("name"),
                labels,
                answered ? Optional.ofNullable(row.getString("url")) : Optional.empty());
    }

    /** A gateway is wanted. */
    public void gateway(Subject subject, String backend, String correlation) {
        handle.createUpdate(
                        """
                        insert into gateway (uid, name, generation, backend, correlation)
                        values (:uid, :name, :generation, :backend, :correlation)
                        on conflict (uid) do update
                        set generation = excluded.generation, backend = excluded.backend,
                            correlation = excluded.correlation""")
                .bind("uid", subject.admittedUid().value())
                .bind("name", subject.resource().name())
                .bind("generation", subject.generation())
                .bind("backend", backend)
                .bind("correlation", correlation)
                .execute();
    }

    /** The gateways that are wanted. */
    public List<GatewayRow> gateways() {
        return handle.createQuery("select * from gateway order by name")
                .map(
                        (row, context) ->
                                new GatewayRow(
                                        new Subject(
                                                ResourceRef.clusterScoped(
                                                        "InferenceGateway", row.getString("name")),
                                                new Uid(row.getString("uid")),
                                                row.getLong("generation")),
                                        row.getString("backend"),
                                        Optional.ofNullable(row.getString("address")),
                                        row.getString("correlation")))
                .list();
    }

    /** The gateway answers there; null when it does not. */
    public void gatewayAddress(Uid uid, @Nullable String address) {
        handle.createUpdate("update gateway set address = :address where uid = :uid")
                .bind("address", address)
                .bind("uid", uid.value())
                .execute();
    }

    private static Subject subject(String kind, ResultSet row) throws SQLException {
        return new Subject(
                new ResourceRef(kind, row.getString("namespace"), row.getString("name")),
                new Uid(row.getString("uid")),
                row.getLong("generation"));
    }
}
