Feature: Flags in the window are the flags in the store
  The window shows what the store holds, whoever changed it, and what is switched in the window is in the store.

  Scenario Outline: Another client switches a flag on
    Given the flag "/feature_flags/shop/new-checkout" is off in <store>
    And Flagscope is open on <store>
    And the window shows "/feature_flags/shop/new-checkout" as off
    When another client writes "true" to "/feature_flags/shop/new-checkout"
    Then the window shows "/feature_flags/shop/new-checkout" as on within 2 seconds, without a reload

    Examples:
      | store     |
      | ZooKeeper |
      | etcd      |

  Scenario Outline: A flag is switched in the window
    Given the flag "/feature_flags/shop/new-checkout" is off in <store>
    And Flagscope is open on <store>
    When I open "/feature_flags/shop/new-checkout" and turn on the switch "Enabled"
    Then another client reads "true" from "/feature_flags/shop/new-checkout"
    And the window shows "/feature_flags/shop/new-checkout" as on

    Examples:
      | store     |
      | ZooKeeper |
      | etcd      |

  Scenario Outline: The server dies and comes back
    Given the flag "/feature_flags/shop/new-checkout" is off in <store>
    And Flagscope is open on <store>
    When the server is killed
    Then the source status begins with "Suspended"
    And the window still shows "/feature_flags/shop/new-checkout" as off, marked stale
    When the server is started again
    And another client writes "true" to "/feature_flags/shop/new-checkout"
    Then the source status begins with "Live"
    And the window shows "/feature_flags/shop/new-checkout" as on

    Examples:
      | store     |
      | ZooKeeper |
      | etcd      |
