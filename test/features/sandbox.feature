Feature: The sandbox keeps what was switched in it
  A newcomer without any server has the whole product, and nothing that was acknowledged is ever lost.

  Scenario: The app is killed and started again
    Given Flagscope is open on the sandbox
    And I have switched "/feature_flags/checkout/express_pay" to the other state
    When the app is killed and started again
    Then the window shows "/feature_flags/checkout/express_pay" in the state it was switched to
