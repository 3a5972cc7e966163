package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointRefused;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.GatewayUnavailable;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import java.util.Objects;
import java.util.Set;

/** The status of a ModelService, of a ModelEndpoint made by hand, and of the InferenceGateway. */
final class RoutingStatus {
    private static final String OWNER = "deployment-service";

    private RoutingStatus() {}

    static ComputedStatus ofService(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var fact = view.current(ServiceRouted.class);
        if (fact.isEmpty()) {
            sheet.reconciling(ServiceFinding.RESOLVED.condition(), OWNER);
            sheet.reconciling(ServiceFinding.ROUTED.condition(), OWNER);
            return sheet.rolledUp(ServiceFinding.READY, Set.of());
        }
        var route = fact.get().event();
        if (route.matched() == 0) {
            sheet.say(
                    ServiceFinding.NO_ENDPOINTS, ServiceFinding.NO_ENDPOINTS.meaning(), fact.get());
        } else {
            int waiting = route.matched() - route.backends().size();
            sheet.say(
                    ServiceFinding.RESOLVED,
                    "Matched "
                            + route.matched()
                            + " endpoint(s)"
                            + (waiting == 0 ? "" : "; " + waiting + " not ready"),
                    fact.get());
        }
        if (route.address() == null) {
            sheet.say(ServiceFinding.NO_GATEWAY, ServiceFinding.NO_GATEWAY.meaning(), fact.get());
        } else if (route.backends().isEmpty()) {
            sheet.say(ServiceFinding.NOT_READY, ServiceFinding.NOT_READY.meaning(), fact.get());
        } else {
            sheet.say(
                    ServiceFinding.ROUTED,
                    route.backends().size() + " endpoint(s) behind " + route.address(),
                    fact.get());
        }
        var fields = sheet.fields();
        if (route.address() != null) {
            fields.put("address", route.address());
        }
        fields.putObject("endpoints")
                .put("matched", route.matched())
                .put("ready", route.backends().size());
        fields.putObject("summary").put("ready", route.backends().size() + "/" + route.matched());
        return sheet.rolledUp(ServiceFinding.READY, Set.of());
    }

    static ComputedStatus ofEndpoint(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var refused = view.current(EndpointRefused.class);
        var ready = view.current(EndpointReady.class);
        var published = view.current(EndpointPublished.class);
        if (refused.isPresent()) {
            sheet.say(EndpointFinding.INVALID, refused.get().event().message(), refused.get());
        } else if (ready.isPresent()) {
            sheet.say(EndpointFinding.CONFIGURED, ready.get().event().url(), ready.get());
        } else if (published.isPresent()) {
            var saw = published.get().event().message();
            sheet.say(
                    EndpointFinding.WAITING,
                    published.get().event().url()
                            + ": "
                            + Objects.requireNonNullElse(saw, "was not asked yet"),
                    published.get());
        } else {
            sheet.reconciling(EndpointFinding.CONFIGURED.condition(), OWNER);
        }
        return sheet.rolledUp(EndpointFinding.READY, Set.of());
    }

    static ComputedStatus ofGateway(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var ready = view.current(GatewayReady.class);
        var unavailable = view.current(GatewayUnavailable.class);
        if (ready.isPresent()) {
            sheet.say(
                    GatewayFinding.IMPLEMENTED,
                    GatewayFinding.IMPLEMENTED.meaning(),
                    view.desired());
            sheet.say(
                    GatewayFinding.HEALTHY,
                    "answers at " + ready.get().event().address(),
                    ready.get());
            sheet.fields().put("address", ready.get().event().address());
        } else if (unavailable.isPresent()) {
            var reason = unavailable.get().event().reason();
            var message = unavailable.get().event().message();
            boolean pending = reason.equals(GatewayFinding.PENDING.reason());
            sheet.say(
                    pending ? GatewayFinding.PENDING : GatewayFinding.IMPLEMENTED,
                    pending ? message : GatewayFinding.IMPLEMENTED.meaning(),
                    pending ? unavailable.get() : view.desired());
            sheet.say(
                    pending
                            ? GatewayFinding.NOT_INSTALLED
                            : reason.equals(GatewayFinding.NOT_DEFAULT.reason())
                                    ? GatewayFinding.NOT_DEFAULT
                                    : GatewayFinding.UNREACHABLE,
                    message,
                    unavailable.get());
        } else {
            sheet.reconciling(GatewayFinding.HEALTHY.condition(), OWNER);
        }
        return sheet.rolledUp(GatewayFinding.READY, Set.of());
    }
}
